package terraform.public_exposure_test

import data.terraform.public_exposure as rule
import data.lib.testing

test_a_group_for_the_office_passes if {
	found := rule.deny with input as testing.stack([testing.created("aws_security_group", {"ingress": [{"cidr_blocks": ["203.0.113.0/24"], "ipv6_cidr_blocks": [], "from_port": 22, "to_port": 22, "protocol": "tcp"}], "egress": [{"cidr_blocks": ["0.0.0.0/0"]}]}, {})])
		with data.settings as testing.settings
	found == set()
}

test_a_group_for_everybody_is_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_security_group", {"ingress": [{"cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], "from_port": 22, "to_port": 22, "protocol": "tcp"}], "egress": [{"cidr_blocks": ["0.0.0.0/0"]}]}, {})])
		with data.settings as testing.settings
	testing.messages(found) == {`aws_security_group.main lets 0.0.0.0/0 in at ports 22 to 22`}
}

test_halves_of_the_world_are_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_security_group", {"ingress": [{"cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"], "ipv6_cidr_blocks": [], "from_port": 22, "to_port": 22, "protocol": "tcp"}], "egress": [{"cidr_blocks": ["0.0.0.0/0"]}]}, {})])
		with data.settings as testing.settings
	count(found) == 2
}

test_a_public_port_passes_alone if {
	found := rule.deny with input as testing.stack([testing.created("aws_security_group", {"ingress": [{"cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], "from_port": 443, "to_port": 443, "protocol": "tcp"}], "egress": [{"cidr_blocks": ["0.0.0.0/0"]}]}, {}), testing.created("aws_security_group", {"ingress": [{"cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], "from_port": 443, "to_port": 444, "protocol": "tcp"}], "egress": [{"cidr_blocks": ["0.0.0.0/0"]}]}, {})])
		with data.settings as testing.settings
	count(found) == 1
}

test_every_way_to_write_an_opening_is_found if {
	found := rule.deny with input as testing.stack([testing.created("aws_security_group_rule", {"type": "ingress", "cidr_blocks": null, "ipv6_cidr_blocks": ["::/0"]}, {}), testing.created("aws_vpc_security_group_ingress_rule", {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "-1"}, {}), testing.created("google_compute_firewall", {"direction": "INGRESS", "source_ranges": ["0.0.0.0/0"]}, {}), testing.created("azurerm_network_security_rule", {"direction": "Inbound", "access": "Allow", "source_address_prefix": "*"}, {}), testing.created("azurerm_network_security_group", {"security_rule": [{"direction": "Inbound", "access": "Allow", "source_address_prefixes": ["Internet"]}]}, {}), testing.created("google_sql_database_instance", {"settings": [{"ip_configuration": [{"authorized_networks": [{"value": "0.0.0.0/0"}]}]}]}, {}), testing.created("google_storage_bucket_iam_member", {"role": "reader", "member": "allUsers"}, {})])
		with data.settings as testing.settings
	count(found) == 7
}

test_what_goes_out_or_is_refused_passes if {
	found := rule.deny with input as testing.stack([testing.created("aws_security_group_rule", {"type": "egress", "cidr_blocks": ["0.0.0.0/0"]}, {}), testing.created("azurerm_network_security_rule", {"direction": "Inbound", "access": "Deny", "source_address_prefix": "*"}, {})])
		with data.settings as testing.settings
	found == set()
}

test_public_buckets_and_databases_are_denied if {
	found := rule.deny with input as testing.stack([testing.created("aws_s3_bucket_acl", {"acl": "public-read"}, {}), testing.created("aws_s3_bucket_public_access_block", {"block_public_acls": false, "ignore_public_acls": true}, {}), testing.created("aws_db_instance", {"publicly_accessible": true}, {}), testing.created("aws_s3_bucket_acl", {"access_control_policy": [{"grant": [{"grantee": [{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]}]}]}, {}), testing.created("aws_s3_bucket_policy", {"policy": `{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject"}}`}, {})])
		with data.settings as testing.settings
	count(found) == 5
}

test_private_ones_pass if {
	found := rule.deny with input as testing.stack([testing.created("aws_s3_bucket_acl", {"acl": "private"}, {}), testing.created("aws_db_instance", {"publicly_accessible": false}, {}), testing.created("aws_s3_bucket_policy", {"policy": `{"Statement": [{"Effect": "Allow", "Principal": "*", "Condition": {"StringEquals": {}}}]}`}, {})])
		with data.settings as testing.settings
	found == set()
}

test_ranges_that_are_not_known_are_warned_of if {
	found := rule.warn with input as testing.stack([testing.created("aws_security_group", {"ingress": [{"cidr_blocks": [null]}]}, {"ingress": [{"cidr_blocks": [true]}]}), testing.created("aws_vpc_security_group_ingress_rule", {}, {"cidr_ipv4": true})])
		with data.settings as testing.settings
	count(found) == 2
}

test_what_the_provider_fills_in_is_not_warned_of if {
	found := rule.warn with input as object.union(testing.stack([testing.created("aws_s3_bucket", {"bucket": "a"}, {"acl": true})]), {"terraform": {"plan": {"configuration": {"root_module": {"resources": [{"mode": "managed", "type": "aws_s3_bucket", "name": "main", "expressions": {"bucket": {}}}]}}}}})
		with data.settings as testing.settings
	found == set()
}
