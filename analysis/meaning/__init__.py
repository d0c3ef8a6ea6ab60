"""What each number and each clause says, and how sure that is: one small network over windows."""
