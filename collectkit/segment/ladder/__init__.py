"""The ladder of treatment: a stage, a date and a reason for each account by a policy; and what came of it."""
