print("round 1")
