package good_test

test_sum if 1 + 1 == 2

test_data if data.limits.most == 3
