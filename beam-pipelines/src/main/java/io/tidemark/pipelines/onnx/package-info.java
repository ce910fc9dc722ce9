/**
 * Writes ONNX files: a small graph builder on the generated ONNX protobuf.
 *
 * <p>{@link io.tidemark.pipelines.onnx.OnnxGraph} collects inputs, constants and outputs; {@link
 * io.tidemark.pipelines.onnx.OnnxValue} is a tensor inside the graph, with one method for each
 * operator that the models use. What a model computes does not belong here: each model's exporter
 * lives beside its trainer. Running an ONNX file does not belong here either.
 */
package io.tidemark.pipelines.onnx;
