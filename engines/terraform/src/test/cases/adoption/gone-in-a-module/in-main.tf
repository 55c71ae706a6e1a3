module "net" {
  source   = "../modules/net"
  for_each = toset(["eu"])
}
