print("pteproof")
