package strings

p := "no end
