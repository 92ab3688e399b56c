"""The usual direction of a metric, by its name."""

import re

MORE_IS_BETTER = re.compile(
    r"(^|[^a-z])(acc|accuracy|f1|auc|auroc|precision|recall|r2|dice|iou|map|score|bleu)([^a-z]|$)"
)
LESS_IS_BETTER = re.compile(r"(^|[^a-z])(loss|perplexity|ppl|error|mse|rmse|mae|nll)([^a-z]|$)")


def less_is_better(metric):
    """Whether smaller values of a metric are better. False if the name shows no direction."""
    name = metric.lower()
    return bool(LESS_IS_BETTER.search(name)) and not MORE_IS_BETTER.search(name)
