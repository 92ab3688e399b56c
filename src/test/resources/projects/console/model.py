"""The networks of the project; its models are ONNX files, which need none."""
