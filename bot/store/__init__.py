"""The SQLite store: tables, migrations, the writer, one repository per aggregate."""
