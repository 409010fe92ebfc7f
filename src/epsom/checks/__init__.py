"""The check of regimens: many drawn persons, what is proposed to each, and whether anything breaks a rule.

It holds a short list of rules of its own and reads none of the product's tables, so that a slip there is seen here.
"""
