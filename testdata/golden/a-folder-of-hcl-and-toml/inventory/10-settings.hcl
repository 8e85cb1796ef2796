version = 1

variable "jobs" {
  type        = number
  default     = 6
  description = "Jobs of a large builder."

  validation {
    condition     = var.jobs >= 1 && var.jobs <= 64
    error_message = "From 1 to 64 jobs."
  }
}

locals {
  key_folder = "/etc/nix/keys"
}

profile "large" {
  max_jobs           = var.jobs
  supported_features = ["big-parallel", "kvm"]
}
