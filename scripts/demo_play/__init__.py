"""The demo: an evening of load, a slow table, a kill and a restart, judged by its promises."""
