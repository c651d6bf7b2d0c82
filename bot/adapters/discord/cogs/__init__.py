"""The slash commands. A callback translates, calls a service, and renders what came back."""
