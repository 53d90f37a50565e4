"""What the account classifier learns from: labelled accounts and hard negatives."""
