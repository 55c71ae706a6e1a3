terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

variable "region" { default = "eu-west-1" }

# a comment
locals {
  count   = 3
  ratio   = 2.50
  minus   = -4
  not     = !true
  nothing = null
  sum     = 1 + 2 * var.x
  choice  = var.prod ? "a" : "b"
  call    = merge(
    { a = 1 },
    var.tags...
  )
  list    = [1, "two", var.three, [4],]
  each    = [for k, v in var.m : "${k}=${v}" if v != ""]
  map     = { for k in var.l : k => upper(k) }
  splat   = aws_instance.a[*].id
  index   = var.a[0].b["c"].0
  paren   = (1 + 2)
  text    = "plain \"quoted\" \\ \u00e9 \t."
  mixed   = "a ${var.b} c $${no} %%{no}"
  only    = "${var.x}"
  number  = "${5}"
  inner   = "${"hi"} there"
  trim    = "x  ${~ var.y ~}  z"
  cond    = "%{ if var.a }yes%{ else }no%{ endif }"
  loop    = "%{for x in var.l}${x},%{endfor}"
  keys = {
    "a b"        = 1
    (var.k)      = 2
    a.b.c        = 3
    3            = 4
    "${var.dyn}" = 5
    x : 6, y = 7
  }
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs-${var.region}"
  tags = {
    owner = "platform" // who
  }
  policy = <<-EOT
    {
      "a": "${var.b}"

    }
  EOT
  raw = <<EOF
  kept\n
EOF
  lifecycle_rule {
    enabled = true
  }
  lifecycle_rule {
    enabled = false
  }
}

resource "aws_s3_bucket" "data" {
  count = length(var.l) > 0 && !var.off ? 1 : 0
}
