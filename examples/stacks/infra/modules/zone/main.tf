# A zone of a network. terraform_data is built into the engines, so that nothing is downloaded.
variable "name" {
  type = string
}

variable "cidr" {
  type = string
}

resource "terraform_data" "subnet" {
  input = {
    name = var.name
    cidr = var.cidr
  }
}

output "subnet" {
  value = terraform_data.subnet.output
}
