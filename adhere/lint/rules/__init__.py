"""The rules, one file each."""

from collections.abc import Mapping
from types import MappingProxyType

from adhere.lint.rule import Rule
from adhere.lint.rules import (
    callback_expression_malformed,
    component_unused,
    example_invalid,
    invalid_request_undeclared,
    link_unresolvable,
    location_missing,
    oauth2_flow_unsafe,
    operation_id_duplicate,
    operation_id_missing,
    operation_id_not_identifier,
    path_ambiguous,
    path_parameter_mismatch,
    schema_unsatisfiable,
    security_missing,
    security_undeclared,
    success_missing,
    tag_missing,
    unbounded,
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        module.RULE.id: module.RULE
        for module in (
            operation_id_missing,
            operation_id_duplicate,
            operation_id_not_identifier,
            tag_missing,
            security_missing,
            security_undeclared,
            invalid_request_undeclared,
            success_missing,
            path_parameter_mismatch,
            path_ambiguous,
            example_invalid,
            unbounded,
            component_unused,
            oauth2_flow_unsafe,
            location_missing,
            schema_unsatisfiable,
            callback_expression_malformed,
            link_unresolvable,
        )
    }
)
"""Every rule by its id, in the order of the documentation."""
