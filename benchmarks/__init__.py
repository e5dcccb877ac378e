"""What btfast costs, beside other libraries doing the same work on the same messages."""
