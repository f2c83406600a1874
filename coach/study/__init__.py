"""A study: many donated reports → rows for further work, and one page that may be published. `python -m coach.study` is the way in.

    FOLDERS ──files──▶ each one judged ──▶ Told ──kept──▶ joined to phones ──table──▶ Parquet, private
                       (looked, on workers)                                 └─figures──▶ shares that tell of nobody ──page──▶ HTML

files      folders → the files in them, and what each is by its content
marks      which accesses a file tells of, as numbers that tell nothing else
looked     one file, or several of one phone → what is told of it: pure, run by any worker
kept       what was told of each content, on the disk
joined     files that share accesses are of one phone
workers    the files handed out to Dask, and what comes back
reasons    why a file holds no report, as it may be told
course     one study, from folders to results
table      what is told of all phones, as Parquet
shares     counts that tell of no few, with their intervals
figures    the Parquet → what may be published
page       the same in words, as one HTML page
__main__   the command line
"""
