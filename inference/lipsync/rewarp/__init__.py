"""The warp engine for people who move: video sources."""
