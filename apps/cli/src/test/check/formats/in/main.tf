resource "aws_s3_bucket" "logs" {
  bucket = "logs-${var.region}"
}

resource "aws_s3_bucket" "data" {
  bucket = "data"
  versioning { enabled = true }
}
