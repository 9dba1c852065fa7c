"""Model: graphs of layers, shared and nested, trained, saved and copied."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.argument_names import ArgumentError
from theanornn.errors import DtypeError, ShapeError, UnknownNameError
from theanornn.layers import (
    GRU,
    LSTM,
    Add,
    BatchNormalization,
    Concatenate,
    Dense,
    Dropout,
    Embedding,
    Input,
    TimeDistributed,
)
from theanornn.layers.nodes import NodeError
from theanornn.models import Model, Sequential, load_model


def values(model):
    return [array.copy() for array in model.get_weights()]


def same(a, b):
    return all(np.array_equal(x, y) for x, y in zip(a, b))


@pytest.fixture
def branching():
    """Two inputs, a shared layer, two outputs."""
    a, b = Input((3,), name="a"), Input((3,), name="b")
    shared = Dense(2, activation="tanh", name="shared")
    both = Concatenate(name="both")([shared(a), shared(b)])
    return Model([a, b], [Dense(1, name="sum")(both), Dense(2, name="pair")(both)], name="m")


@pytest.fixture
def data(rng):
    return [rng.normal(size=(6, 3)) for _ in range(2)]


# ------------------------------------------------------------------ what it is


def test_what_it_knows_of_itself(branching):
    assert branching.input_names == ["a", "b"] and branching.output_names == ["sum", "pair"]
    assert branching.input_shape == [(None, 3), (None, 3)]
    assert branching.output_shape == [(None, 1), (None, 2)]
    assert [x.name for x in branching.input] == ["a", "b"]
    assert branching.output == branching.outputs and len(branching.outputs) == 2
    assert branching.count_params() == 3 * 2 + 2 + 4 + 1 + 8 + 2
    assert repr(branching) == "<Model m: a -> b -> shared -> both -> sum -> pair>"
    assert list(branching.named_weights())[:2] == ["shared/W", "shared/b"]
    assert [layer.name for layer in branching.input_layers] == ["a", "b"]


def test_predictions_are_those_of_the_layers(branching, data):
    W, b, V, c, U, d = branching.get_weights()
    hidden = np.concatenate([np.tanh(x @ W + b) for x in data], axis=1)
    total, pair = branching.predict(data)
    np.testing.assert_allclose(total, hidden @ V + c, rtol=1e-12)
    np.testing.assert_allclose(pair, hidden @ U + d, rtol=1e-12)


def test_layers_by_name_and_number(branching):
    assert branching.get_layer("pair").units == 2 and branching.get_layer(index=-2).units == 1
    with pytest.raises(UnknownNameError, match=r"no layer 'pear'; did you mean 'pair'\?$"):
        branching.get_layer("pear")
    with pytest.raises(UnknownNameError, match="has 6 layers, none of number 9"):
        branching.get_layer(index=9)
    with pytest.raises(UnknownNameError, match="one of them"):
        branching.get_layer("pair", index=1)


def test_keras1_names_of_the_arguments():
    x = Input((3,))
    y = Dense(1)(x)
    assert Model(input=x, output=y).generation == 1 and Model(x, y).generation == 2
    assert Model(inputs=[x], outputs=[y]).output_shape == (None, 1)
    with pytest.raises(ArgumentError, match="'input' is the Keras-1 name of 'inputs' and both"):
        Model(inputs=x, input=x, output=y)
    with pytest.raises(ArgumentError, match="missing 'outputs'"):
        Model(x)
    with pytest.raises(ArgumentError, match="no argument 'outptus'"):
        Model(x, y, outptus=y)


def test_what_is_not_connected():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    y = Add(name="total")([Dense(3, name="first")(a), b])
    with pytest.raises(
        NodeError, match=r"m: graph disconnected: total needs the value of b.*\(a\)"
    ):
        Model(a, y, name="m")
    with pytest.raises(NodeError, match="the input .* comes from the layer first.*new Input"):
        Model([first_output(y), b], y)
    with pytest.raises(NodeError, match="a is among the inputs twice"):
        Model([a, a, b], y)
    with pytest.raises(DtypeError, match="outputs holds .*Lambda"):
        Model([a, b], y + 1)
    with pytest.raises(DtypeError, match="inputs holds 'a'"):
        Model("a", y)


def first_output(total):
    return total._keras_history[0].input[0]


def test_names_must_differ():
    x = Input((3,))
    with pytest.raises(UnknownNameError, match="2 layers named 'same'"):
        Model(x, Dense(1, name="same")(Dense(2, name="same")(x)))


def test_inputs_can_be_outputs(data):
    x = Input((3,))
    model = Model(x, [x, Dense(1)(x)])
    np.testing.assert_array_equal(model.predict(data[0])[0], data[0])


def test_inputs_that_nothing_needs_are_taken(data):
    a, b = Input((3,)), Input((3,))
    model = Model([a, b], Dense(1)(a))
    assert model.predict(data).shape == (6, 1)


def test_a_given_variable_takes_no_data(data):
    value = theano.shared(np.full((6, 3), 2.0))
    x = Input((3,))
    fixed = Input(tensor=value, batch_shape=(6, 3))
    model = Model([fixed, x], Add()([fixed, x]))
    np.testing.assert_array_equal(model.predict(data[0]), data[0] + 2)
    model = Model(x, Add()([fixed, x]))
    np.testing.assert_array_equal(model.predict(data[0]), data[0] + 2)


# ------------------------------------------------------------------ models as layers


def test_a_model_in_a_model(branching, data, rng):
    x = Input((3,))
    total, pair = branching([x, Dense(3)(x)])
    outer = Model(x, Concatenate()([total, pair]))
    assert outer.output_shape == (None, 3) and outer.count_params() == branching.count_params() + 12
    inner = branching.predict([data[0], outer.layers[1].get_output_at(0).eval({x: data[0]})])
    np.testing.assert_allclose(outer.predict(data[0]), np.concatenate(inner, axis=1))
    outer.compile("sgd", "mse")
    before = values(branching)
    outer.train_on_batch(data[0], data[1])
    assert not same(before, values(branching))


def test_a_model_on_other_shapes():
    x = Input((None, 2))
    inner = Model(x, GRU(3, return_sequences=True)(x))
    assert inner.compute_output_shape((None, 7, 2)) == (None, 7, 3)
    assert inner(Input((7, 2)))._keras_shape == (None, 7, 3)
    with pytest.raises(ShapeError, match="got 2 inputs, expected 1"):
        inner([Input((7, 2)), Input((7, 2))])


def test_masks_go_through_models():
    ids = Input((4,), dtype="int32")
    words = Model(ids, Embedding(9, 3, mask_zero=True)(ids))
    x = Input((4,), dtype="int32")
    recurrent = LSTM(2)
    model = Model(x, recurrent(words(x)))
    short = np.array([[3, 4, 0, 0]])
    plain = Input((None, 3))
    alone = Model(plain, recurrent(plain))
    vectors = words.predict(short)[:, :2]
    np.testing.assert_allclose(model.predict(short), alone.predict(vectors))


def test_steps_of_a_sequence_through_a_model(rng):
    inner = Sequential([Dense(4, activation="tanh", input_dim=2), Dense(3)])
    model = Sequential([TimeDistributed(inner, input_shape=(5, 2))])
    x = rng.normal(size=(2, 5, 2))
    expected = inner.predict(x.reshape(10, 2)).reshape(2, 5, 3)
    np.testing.assert_allclose(model.predict(x), expected)
    model.compile("sgd", "mse")
    before = values(inner)
    model.train_on_batch(x, expected + 1)
    assert not same(before, values(inner))


def test_parts_of_a_model_are_models_too(rng):
    x, code = Input((4,)), Input((2,))
    encode, decode = Dense(2), Dense(4)
    encoder = Model(x, encode(x))
    auto = Model(x, decode(encoder(x)))
    decoder = Model(code, auto.layers[-1](code))
    auto.compile("adam", "mse")
    data = rng.normal(size=(6, 4))
    auto.fit(data, data, verbose=0)
    np.testing.assert_allclose(decoder.predict(encoder.predict(data)), auto.predict(data))


# ------------------------------------------------------------------ what training changes


def test_frozen_models_stay_as_they_are(rng):
    z, x = Input((2,)), Input((3,))
    maker, judge = Model(z, Dense(3)(z)), Model(x, Dense(1, activation="sigmoid")(x))
    judge.compile("sgd", "binary_crossentropy")
    judge.trainable = False
    both = Model(z, judge(maker(z)))
    both.compile("sgd", "binary_crossentropy")
    assert both.trainable_weights == maker.trainable_weights
    before, made = values(judge), values(maker)
    both.train_on_batch(rng.normal(size=(4, 2)), np.ones((4, 1)))
    assert same(before, values(judge)) and not same(made, values(maker))
    # What compile found counts, so the judge still learns by itself.
    judge.train_on_batch(rng.normal(size=(4, 3)), np.ones((4, 1)))
    assert not same(before, values(judge))


def test_freezing_after_compile_is_warned_of():
    x = Input((2,))
    layer = Dense(1)
    model = Model(x, layer(x))
    model.compile("sgd", "mse")
    layer.trainable = False
    with pytest.warns(UserWarning, match="compile\\(\\) is called again"):
        model.fit(np.ones((4, 2)), np.ones(4), verbose=0)
    model.compile("sgd", "mse")
    before = values(model)
    model.fit(np.ones((4, 2)), np.ones(4), verbose=0)
    assert same(before, values(model)) and model.non_trainable_weights == model.weights


@pytest.mark.parametrize("generation", [1, 2])
def test_averages_of_frozen_layers(rng, generation):
    x, y = Input((3,)), Input((3,))
    normalization = BatchNormalization(generation=generation)
    inner = Model(x, normalization(x))
    inner.generation = generation
    outer = Model(y, Dense(1)(inner(y)))
    inner.trainable = False
    outer.compile("sgd", "mse")
    before = values(inner)
    outer.train_on_batch(rng.normal(size=(6, 3)), np.ones((6, 1)))
    # Keras 1 went on to average, Keras 2 does not.
    assert same(before, values(inner)) == (generation == 2)


def test_averages_go_on_while_training_and_only_then(rng):
    x = Input((3,))
    inner = Sequential([BatchNormalization(input_shape=(3,))])
    model = Model(x, inner(x))
    model.compile("sgd", "mse")
    batch = rng.normal(size=(6, 3))
    before = values(model)
    model.test_on_batch(batch, batch), model.predict(batch)
    assert same(before, values(model))
    model.train_on_batch(batch, batch)
    assert not same(before[2:], values(model)[2:])


def test_states_of_layers_within():
    x = Input(batch_shape=(2, 3, 1))
    model = Model(x, Sequential([LSTM(2, stateful=True, batch_input_shape=(2, 3, 1))])(x))
    assert model.stateful and len(model.state_updates) == 2
    first, second = model.predict(np.ones((2, 3, 1))), model.predict(np.ones((2, 3, 1)))
    assert not np.allclose(first, second)
    model.reset_states()
    np.testing.assert_array_equal(model.predict(np.ones((2, 3, 1))), first)
    with pytest.raises(ShapeError, match="2"):
        model.predict(np.ones((3, 3, 1)))


def test_penalties_of_shared_layers_count_once_and_of_outputs_each_time(data):
    a, b = Input((3,)), Input((3,))
    shared = Dense(2, kernel_regularizer="l2", activity_regularizer="l2")
    model = Model([a, b], Add()([Sequential([shared])(a), shared(b)]))
    model.compile("sgd", "mse")
    W, c = shared.get_weights()
    outputs = [x @ W + c for x in data]
    expected = 0.01 * np.sum(W**2) + sum(0.01 * np.sum(y**2) for y in outputs)
    loss = model.test_on_batch(data, sum(outputs))
    np.testing.assert_allclose(loss, expected)
    assert len(model.losses) == 3


@pytest.mark.parametrize("kind", ["graph", "chain"])
def test_losses_that_are_added_to_a_model(kind, rng):
    if kind == "graph":
        x = Input((3,))
        hidden = Dense(2)(x)
        model = Model(x, Dense(3)(hidden))
    else:
        model = Sequential([Dense(2, input_dim=3), Dense(3)])
        x, hidden = model.input, model.layers[0].output
    model.add_loss(T.mean(T.sqr(x - model.output)) + T.mean(abs(hidden)))
    model.compile("sgd")
    data = rng.normal(size=(5, 3))
    W, b, V, c = model.get_weights()
    expected = np.mean((data - (data @ W + b) @ V - c) ** 2) + np.mean(abs(data @ W + b))
    np.testing.assert_allclose(model.train_on_batch(data), expected)
    # Within another model it counts, too.
    z = Input((3,))
    outer = Model(z, model(z))
    outer.compile("sgd")
    np.testing.assert_allclose(outer.test_on_batch(data), model.test_on_batch(data))


def test_a_loss_of_what_is_not_in_the_model():
    x, other = Input((3,)), Input((3,), name="other")
    model = Model(x, Dense(1)(x), name="m")
    model.add_loss(T.mean(other))
    model.compile("sgd")
    with pytest.raises(NodeError, match="m: the loss .* needs other"):
        model.train_on_batch(np.ones((2, 3)))


def test_dropout_differs_between_uses_of_a_layer():
    x = Input((50,))
    dropout = Dropout(0.5)
    model = Model(x, Add()([dropout(x), dropout(x)]), seed=1)
    graph = model.forward(training=True)
    made = theano.function(graph.inputs, graph.outputs[0])(np.ones((2, 50)))
    assert set(np.unique(made)) == {0.0, 2.0, 4.0}


# ------------------------------------------------------------------ training


def test_several_inputs_and_outputs_by_list_and_by_name(branching, data, rng):
    y = {"sum": rng.normal(size=(6, 1)), "pair": rng.normal(size=(6, 2))}
    branching.compile("sgd", ["mse", "mae"], loss_weights={"pair": 0.5})
    assert branching.metrics_names == ["loss", "sum_loss", "pair_loss"]
    total, of_sum, of_pair = branching.test_on_batch(data, [y["sum"], y["pair"]])
    predicted = branching.predict(dict(zip("ab", data)))
    np.testing.assert_allclose(of_sum, np.mean((predicted[0] - y["sum"]) ** 2))
    np.testing.assert_allclose(of_pair, np.mean(abs(predicted[1] - y["pair"])))
    np.testing.assert_allclose(total, of_sum + 0.5 * of_pair)
    named = branching.test_on_batch({"b": data[1], "a": data[0]}, y)
    np.testing.assert_array_equal(named, [total, of_sum, of_pair])

    history = branching.fit(
        data, y, validation_split=0.4, epochs=2, batch_size=2, shuffle=False, verbose=0
    )
    assert list(history.history) == [
        "loss", "sum_loss", "pair_loss", "val_loss", "val_sum_loss", "val_pair_loss",
    ]  # fmt: skip
    held_out = branching.evaluate([x[3:] for x in data], [v[3:] for v in y.values()], verbose=0)
    np.testing.assert_allclose(history.history["val_loss"][-1], held_out[0])


def test_weights_for_each_output(branching, data, rng):
    y = [rng.normal(size=(6, 1)), rng.normal(size=(6, 2))]
    branching.compile("sgd", "mse")
    weights = rng.uniform(size=6)
    predicted = branching.predict(data)
    _, of_sum, of_pair = branching.test_on_batch(data, y, sample_weight={"pair": weights})
    np.testing.assert_allclose(of_sum, np.mean((predicted[0] - y[0]) ** 2))
    squares = np.mean((predicted[1] - y[1]) ** 2, axis=1)
    np.testing.assert_allclose(of_pair, np.mean(weights * squares))


def test_an_output_without_a_loss_gets_no_targets(branching, data):
    branching.compile("sgd", {"sum": "mse", "pair": None}, metrics=["mae"])
    assert branching.metrics_names == ["loss", "sum_loss", "sum_mae"]
    assert branching.loss[1] is None
    loss, of_sum, _ = branching.train_on_batch(data, np.ones((6, 1)))
    assert loss == of_sum
    with pytest.warns(UserWarning, match="loss has nothing for 'pair'"):
        branching.compile("sgd", {"sum": "mse"})


def test_a_model_that_only_its_layers_give_a_loss():
    x = Input((3,))
    model = Model(x, Dense(2, kernel_regularizer="l2")(x))
    model.compile("sgd")
    before = np.sum(model.get_weights()[0] ** 2)
    assert model.train_on_batch(np.ones((4, 3))) == pytest.approx(0.01 * before)
    assert np.sum(model.get_weights()[0] ** 2) < before
    bare = Model(x, Dense(2)(x))
    bare.compile("sgd")
    with pytest.raises(ValueError, match="nothing to train for"):
        bare.train_on_batch(np.ones((4, 3)))


def test_ids_are_checked_where_an_input_takes_them():
    ids = Input((3,), dtype="int32", name="ids")
    x = Input((2,))
    model = Model([ids, x], Concatenate()([LSTM(2)(Embedding(5, 2)(ids)), x]))
    with pytest.raises(ValueError, match=r"x\['ids'\]: embedding.*outside the vocabulary"):
        model.predict([np.full((2, 3), 7), np.ones((2, 2))])


def test_a_model_of_an_encoder_and_a_decoder(rng):
    source, target = Input((None, 3)), Input((None, 2))
    _, *states = LSTM(4, return_state=True)(source)
    series = LSTM(4, return_sequences=True)(target, initial_state=states)
    model = Model([source, target], TimeDistributed(Dense(2))(series), seed=1)
    x = [rng.normal(size=(8, 5, 3)), rng.normal(size=(8, 4, 2))]
    model.compile("adam", "mse")
    losses = model.fit(x, x[1], epochs=30, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    again = Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_allclose(again.predict(x), model.predict(x))


# ------------------------------------------------------------------ files


def test_a_graph_is_saved_and_trains_on(branching, data, rng, tmp_path):
    x = Input((3,), name="x")
    inner = Sequential([Dense(3, input_dim=3), BatchNormalization()])
    outer = Model(x, branching([x, inner(x)]))
    outer.compile("adam", ["mse", "mae"], loss_weights=[1, 0.5], metrics={"m": ["mse"]})
    y = [rng.normal(size=(6, 1)), rng.normal(size=(6, 2))]
    outer.train_on_batch(data[0], y)
    outer.generation = 1
    outer.save(tmp_path / "graph.safetensors")
    again = load_model(tmp_path / "graph.safetensors")
    assert again.generation == 1 and again.get_config() == outer.get_config()
    assert again.train_on_batch(data[0], y) == pytest.approx(outer.train_on_batch(data[0], y))
    assert same(again.get_weights(), outer.get_weights())
