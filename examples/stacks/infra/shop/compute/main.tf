variable "server_count" {
  type        = number
  description = "How many servers the shop runs on."

  validation {
    condition     = var.server_count >= 2 && var.server_count <= 200
    error_message = "The shop runs on 2 to 200 servers."
  }
}

resource "terraform_data" "server" {
  count = var.server_count
  input = {
    name = format("shop-web-%03d", count.index + 1)
    zone = element(["a", "b", "c"], count.index)
    size = "m5.large"
  }
}

output "servers" {
  value = terraform_data.server[*].output.name
}
