module "zone" {
  source   = "../../modules/zone"
  for_each = toset(["a", "b"])
  name     = "crm-${each.key}"
  cidr     = each.key == "a" ? "10.10.1.0/24" : "10.10.2.0/24"
}

output "subnets" {
  value = [for zone in module.zone : zone.subnet.name]
}
