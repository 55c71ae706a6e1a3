package main

deny contains "x" if http.send({"method": "get", "url": "http://localhost:1"}).status_code != 200
