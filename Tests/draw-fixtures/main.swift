print("nothing to draw yet")
