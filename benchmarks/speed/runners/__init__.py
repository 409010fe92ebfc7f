"""One file for each simulator; every one answers ``Runner(folder).run(scenario, persons, tolerance)``.

The answer has the shape (persons, times, pools). ``prepare`` does what need be done only once, such as compiling.
"""
