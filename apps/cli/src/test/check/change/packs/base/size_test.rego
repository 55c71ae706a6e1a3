package size_test

test_x if broken syntax here
