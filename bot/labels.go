package bot

// Types are the support types of tickets where the configuration names no others.
var Types = []string{"how-to", "operations", "developer", "integration", "data", "training"}
