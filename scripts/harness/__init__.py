"""Private servers for demo, benchmark and integration tests.

Everything lives in one directory, listens on loopback only, on ports the system gave, and ends
with the program that started it. Nothing is stopped that was not started here.

Runs with /usr/bin/python3 and Debian's packages only.
"""
