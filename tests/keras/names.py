"""The names of Keras 1.2.2 and 2.3.1 that theanornn.keras has, by module."""

NAMES = {
    "activations": (
        "deserialize deserialize_keras_object elu exponential get hard_sigmoid linear relu "
        "selu serialize sigmoid softmax softplus softsign tanh"
    ),
    "backend": (
        "Function abs all any arange argmax argmin asymmetric_temporal_padding backend "
        "batch_dot batch_flatten batch_get_value batch_normalization batch_set_value bias_add "
        "binary_crossentropy cast cast_to_floatx categorical_crossentropy clip concatenate "
        "constant conv1d cos count_params cumprod cumsum dot dropout dtype elu epsilon equal "
        "eval exp expand_dims eye flatten floatx foldl foldr function gather get_uid "
        "get_value get_variable_shape gradients greater greater_equal hard_sigmoid identity "
        "image_data_format image_dim_ordering in_test_phase in_top_k in_train_phase int_shape "
        "is_keras_tensor is_placeholder is_sparse is_tensor is_variable l2_normalize "
        "learning_phase less less_equal lesser lesser_equal local_conv1d log logsumexp map_fn "
        "max maximum mean min minimum moving_average_update name_scope ndim "
        "normalize_batch_in_training normalize_data_format not_equal one_hot ones ones_like "
        "pattern_broadcast permute_dimensions placeholder pow print_tensor prod "
        "random_binomial random_normal random_normal_variable random_uniform "
        "random_uniform_variable relu repeat repeat_elements reset_uids reshape reverse rnn "
        "round set_epsilon set_floatx set_image_data_format set_image_dim_ordering "
        "set_learning_phase set_value shape sigmoid sign sin size slice softmax softplus "
        "softsign sparse_categorical_crossentropy sqrt square squeeze stack std stop_gradient "
        "sum switch tanh temporal_padding tile to_dense transpose truncated_normal update "
        "update_add update_sub var variable zeros zeros_like"
    ),
    "callbacks": (
        "BaseLogger CSVLogger Callback CallbackList EarlyStopping History LambdaCallback "
        "LearningRateScheduler ModelCheckpoint Progbar ProgbarLogger ReduceLROnPlateau "
        "RemoteMonitor TensorBoard TerminateOnNaN"
    ),
    "constraints": (
        "Constraint MaxNorm MinMaxNorm NonNeg UnitNorm deserialize deserialize_keras_object "
        "get max_norm maxnorm min_max_norm non_neg nonneg serialize unit_norm unitnorm"
    ),
    "datasets.boston_housing": "load_data",
    "datasets.imdb": "get_word_index load_data",
    "datasets.mnist": "load_data",
    "datasets.reuters": "get_word_index load_data",
    "engine": "Input InputLayer InputSpec Layer Merge Model get_source_inputs merge",
    "engine.base_layer": "InputSpec Layer Node",
    "engine.input_layer": "Input InputLayer",
    "engine.network": "Network get_source_inputs",
    "engine.saving": "load_model model_from_config model_from_json model_from_yaml save_model",
    "engine.sequential": "Sequential",
    "engine.topology": (
        "Container Input InputLayer InputSpec Layer Merge Node get_source_inputs merge to_list"
    ),
    "engine.training": (
        "GeneratorEnqueuer Model batch_shuffle make_batches slice_X slice_arrays weighted_objective"
    ),
    "initializations": (
        "get get_fans glorot_normal glorot_uniform he_normal he_uniform identity "
        "lecun_uniform normal one orthogonal uniform zero"
    ),
    "initializers": (
        "Constant Identity Initializer Ones Orthogonal RandomNormal RandomUniform "
        "TruncatedNormal VarianceScaling Zeros constant deserialize deserialize_keras_object "
        "get glorot_normal glorot_uniform he_normal he_uniform identity lecun_normal "
        "lecun_uniform normal one ones orthogonal random_normal random_uniform serialize "
        "serialize_keras_object truncated_normal uniform zero zeros"
    ),
    "layers": (
        "Activation ActivityRegularization Add AlphaDropout AtrousConv1D AtrousConvolution1D "
        "Average AveragePooling1D AvgPool1D BatchNormalization Bidirectional Concatenate "
        "Conv1D Convolution1D Cropping1D CuDNNGRU CuDNNLSTM Dense Dot Dropout ELU Embedding "
        "Flatten GRU GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D "
        "GlobalAvgPool1D GlobalMaxPool1D GlobalMaxPooling1D Highway Input InputLayer "
        "InputSpec LSTM LSTMCell Lambda Layer LeakyReLU Masking MaxPool1D MaxPooling1D "
        "Maximum MaxoutDense Merge Minimum Multiply PReLU ParametricSoftplus Permute RNN ReLU "
        "Recurrent RepeatVector Reshape SReLU SimpleRNN SimpleRNNCell Softmax "
        "SpatialDropout1D StackedRNNCells Subtract ThresholdedReLU TimeDistributed "
        "TimeDistributedDense UpSampling1D Wrapper ZeroPadding1D add average concatenate "
        "deserialize dot maximum merge minimum multiply serialize subtract"
    ),
    "layers.advanced_activations": (
        "ELU Layer LeakyReLU PReLU ParametricSoftplus ReLU SReLU Softmax ThresholdedReLU"
    ),
    "layers.convolutional": (
        "AtrousConv1D AtrousConvolution1D AveragePooling1D Conv1D Convolution1D Cropping1D "
        "InputSpec Layer MaxPooling1D UpSampling1D ZeroPadding1D"
    ),
    "layers.core": (
        "Activation ActivityRegularization Dense Dropout Flatten Highway InputSpec Lambda "
        "Layer Masking MaxoutDense Merge Permute RepeatVector Reshape SpatialDropout1D "
        "TimeDistributedDense"
    ),
    "layers.cudnn_recurrent": "CuDNNGRU CuDNNLSTM",
    "layers.embeddings": "Embedding Layer",
    "layers.merge": (
        "Add Average Concatenate Dot Layer Maximum Minimum Multiply Subtract add average "
        "concatenate dot maximum minimum multiply subtract"
    ),
    "layers.noise": "AlphaDropout GaussianDropout GaussianNoise Layer",
    "layers.normalization": "BatchNormalization InputSpec Layer",
    "layers.pooling": (
        "AveragePooling1D AvgPool1D GlobalAveragePooling1D GlobalAvgPool1D GlobalMaxPool1D "
        "GlobalMaxPooling1D InputSpec Layer MaxPool1D MaxPooling1D"
    ),
    "layers.recurrent": (
        "GRU GRUCell InputSpec LSTM LSTMCell Layer RNN Recurrent SimpleRNN SimpleRNNCell "
        "StackedRNNCells time_distributed_dense"
    ),
    "layers.wrappers": "Bidirectional InputSpec Layer TimeDistributed Wrapper",
    "legacy.layers": "AtrousConvolution1D Highway MaxoutDense Recurrent",
    "losses": (
        "KLD MAE MAPE MSE MSLE binary_crossentropy categorical_crossentropy categorical_hinge "
        "cosine cosine_proximity cosine_similarity deserialize deserialize_keras_object get "
        "hinge huber_loss is_categorical_crossentropy kld kullback_leibler_divergence logcosh "
        "mae mape mean_absolute_error mean_absolute_percentage_error mean_squared_error "
        "mean_squared_logarithmic_error mse msle poisson serialize "
        "sparse_categorical_crossentropy squared_hinge"
    ),
    "metrics": (
        "MAE MAPE MSE MSLE binary_accuracy binary_crossentropy categorical_accuracy "
        "categorical_crossentropy categorical_hinge cosine cosine_proximity cosine_similarity "
        "deserialize deserialize_keras_object f1score fbeta_score fmeasure fscore get hinge "
        "kullback_leibler_divergence logcosh mae mape matthews_correlation "
        "mean_absolute_error mean_absolute_percentage_error mean_squared_error "
        "mean_squared_logarithmic_error mse msle poisson precision recall serialize "
        "sparse_categorical_accuracy sparse_categorical_crossentropy "
        "sparse_top_k_categorical_accuracy squared_hinge top_k_categorical_accuracy"
    ),
    "models": (
        "Input InputLayer Layer Merge Model Sequential clone_model load_model "
        "model_from_config model_from_json model_from_yaml optimizer_from_config save_model"
    ),
    "objectives": (
        "KLD MAE MAPE MSE MSLE binary_crossentropy categorical_crossentropy categorical_hinge "
        "cosine cosine_proximity cosine_similarity deserialize deserialize_keras_object get "
        "hinge huber_loss is_categorical_crossentropy kld kullback_leibler_divergence logcosh "
        "mae mape mean_absolute_error mean_absolute_percentage_error mean_squared_error "
        "mean_squared_logarithmic_error mse msle poisson serialize "
        "sparse_categorical_crossentropy squared_hinge"
    ),
    "optimizers": (
        "Adadelta Adagrad Adam Adamax Nadam Optimizer RMSprop SGD adadelta adagrad adam "
        "adamax clip_norm deserialize deserialize_keras_object get get_custom_objects nadam "
        "optimizer_from_config rmsprop serialize serialize_keras_object sgd"
    ),
    "preprocessing.sequence": "TimeseriesGenerator make_sampling_table pad_sequences skipgrams",
    "preprocessing.text": (
        "Tokenizer hashing_trick one_hot text_to_word_sequence tokenizer_from_json"
    ),
    "regularizers": (
        "ActivityRegularizer EigenvalueRegularizer L1L2 L1L2Regularizer Regularizer "
        "WeightRegularizer activity_l1 activity_l1l2 activity_l2 deserialize "
        "deserialize_keras_object get l1 l1_l2 l1l2 l2 serialize"
    ),
    "utils": (
        "CustomObjectScope GeneratorEnqueuer HDF5Matrix OrderedEnqueuer Progbar Sequence "
        "convert_all_kernels_in_model custom_object_scope deserialize_keras_object "
        "get_custom_objects get_file get_source_inputs model_to_dot normalize plot_model "
        "print_summary serialize_keras_object to_categorical"
    ),
    "utils.data_utils": (
        "GeneratorEnqueuer OrderedEnqueuer Sequence SequenceEnqueuer get_file validate_file"
    ),
    "utils.generic_utils": (
        "CustomObjectScope Progbar custom_object_scope deserialize_keras_object func_dump "
        "func_load get_custom_objects get_from_module has_arg make_tuple "
        "serialize_keras_object slice_arrays to_list unpack_singleton"
    ),
    "utils.io_utils": "HDF5Matrix ask_to_proceed_with_overwrite load_array save_array",
    "utils.layer_utils": "convert_all_kernels_in_model count_params print_summary",
    "utils.np_utils": (
        "accuracy binary_logloss categorical_probas_to_classes conv_input_length "
        "conv_output_length convert_kernel multiclass_logloss normalize probas_to_classes "
        "to_categorical"
    ),
    "utils.visualize_util": "model_to_dot plot",
    "utils.vis_utils": "model_to_dot plot_model",
    "wrappers.scikit_learn": "BaseWrapper KerasClassifier KerasRegressor",
}
