package dev.esclusa.adapters.terraform;

/** The two programs that understand stacks. */
public enum EngineKind {
  TERRAFORM("terraform", "Terraform"),
  TOFU("tofu", "OpenTofu");

  private final String program;
  private final String title;

  EngineKind(String program, String title) {
    this.program = program;
    this.title = title;
  }

  /** The name of the program on PATH. */
  public String program() {
    return program;
  }

  /** How it calls itself. */
  public String title() {
    return title;
  }
}
