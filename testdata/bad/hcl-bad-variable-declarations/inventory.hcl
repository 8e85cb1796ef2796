variable "a" {
  type    = "text" # want error invalid-variable at `"text"`
  default = 1
}

variable "b" {
  type    = number
  default = "many" # want error invalid-variable at `"many"` says `number`
}

variable "c" {
  default = 1
  validation { # want error invalid-variable
    condition = true
  }
}

variable "d" {
  default = 1
  validation {
    condition     = "x" # want error invalid-variable at `"x"`
    error_message = "No."
  }
}

variable "e" {
  sensitive = true # want error unknown-attribute at `sensitive`
  default   = 1
}
