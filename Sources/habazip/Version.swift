/// The version of the command and of the encoder that an archive's provenance names.
let habazipVersion = "0.1.0"
