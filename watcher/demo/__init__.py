"""The main job on bundled sites: real sockets, nothing outside this machine."""
