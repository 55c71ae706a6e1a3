# Black Friday is the fourth Friday of November.
server_count = 5
