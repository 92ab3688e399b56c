print("The corpus starts no training here.")
