"""Pictures drawn by Pillow; each module returns PNG bytes, and says the same in words."""
