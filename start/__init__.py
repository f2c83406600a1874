"""The door for everybody: `python3 start` sees to a Python, an environment and its packages, and opens the page.

Standard library only. Any Python from 2.7 on can run __main__ and said, to say which one is needed; the rest is written as 3.6 reads it.

__main__     which Python is running, and what to do then
command      the options, and the steps one after the other
pythons      the newest Python on this machine that fits
environment  the folder with the packages: made, mended, or ready
packages     getting the packages: from the internet or a folder of wheels
trouble      why they could not be got, found out by looking
lock         two starts at once do one thing after the other
said         what is said, in English and Chinese, from said.json
"""
