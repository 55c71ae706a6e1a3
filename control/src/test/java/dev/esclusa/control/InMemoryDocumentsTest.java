package dev.esclusa.control;

class InMemoryDocumentsTest extends DocumentsContract {
  @Override
  protected Documents open() {
    return new InMemoryDocuments();
  }
}
