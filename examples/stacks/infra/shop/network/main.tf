module "zone" {
  source   = "../../modules/zone"
  for_each = toset(["a", "b", "c"])
  name     = "shop-${each.key}"
  cidr     = "10.20.${index(["a", "b", "c"], each.key) + 1}.0/24"
}

output "subnets" {
  value = [for zone in module.zone : zone.subnet.name]
}
