package size_test

test_nothing if true
