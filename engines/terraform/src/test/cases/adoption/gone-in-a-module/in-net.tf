# stands at modules/net/net.tf
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  count                   = 2
  cidr_block              = "10.0.0.0/24"
  map_public_ip_on_launch = var.public
}
