"""The box office of some theatres: a service by hand, kept in memory, with bugs to switch on.

It shares nothing with the reference service: plain FastAPI, pages by offset, errors as `detail`.
"""
