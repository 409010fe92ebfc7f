# The same two commands under the names that many expect.
.PHONY: demo test

demo:
	python3 dev.py

test:
	python3 dev.py test
