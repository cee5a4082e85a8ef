"""Company names, credit codes and places."""
