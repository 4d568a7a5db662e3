"""Reading what people want a presenter to say, and telling what a person should look at."""
