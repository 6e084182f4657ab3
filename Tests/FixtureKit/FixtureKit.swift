// What the drawings share is in the files named for each: Main*, Kinds*, Damaged*.
