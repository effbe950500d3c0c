"""What of an XER file is carried, what is no content and why, and what is therefore left out."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.sources.ledger import Ledger
from fairlead.sources.xer.tables import Tables

__all__ = ["COMPUTED", "DISPLAY", "ENTRY", "RECORD", "account"]

COMPUTED = "A value that is computed from the rest."
DISPLAY = "A setting of the display."
ENTRY = "A setting for what is entered later."
RECORD = "A key, a stamp or a count of the database."
LEVELLING = "A setting of levelling in P6; people are levelled by rules of our own."

_CARRIED: Mapping[str, str] = {
    "PROJECT": """proj_id proj_short_name clndr_id plan_start_date last_recalc_date plan_end_date
        critical_drtn_hr_cnt critical_path_type orig_proj_id sum_base_proj_id""",
    "CALENDAR": """clndr_id clndr_name base_clndr_id day_hr_cnt week_hr_cnt clndr_data""",
    "SCHEDOPTIONS": """proj_id sched_calendar_on_relationship_lag sched_float_type
        sched_retained_logic sched_progress_override sched_open_critical_flag
        sched_lag_early_start_flag sched_use_expect_end_flag sched_use_project_end_date_for_float
        sched_outer_depend_type""",
    "PROJWBS": "wbs_id proj_id parent_wbs_id wbs_short_name wbs_name seq_num proj_node_flag",
    "TASK": """task_id proj_id wbs_id clndr_id task_code task_name task_type status_code
        complete_pct_type phys_complete_pct target_drtn_hr_cnt remain_drtn_hr_cnt act_start_date
        act_end_date cstr_type cstr_date cstr_type2 cstr_date2 expect_end_date suspend_date
        resume_date priority_type act_work_qty remain_work_qty external_early_start_date
        external_late_end_date target_work_qty""",
    "TASKPRED": "task_pred_id task_id pred_task_id proj_id pred_proj_id pred_type lag_hr_cnt",
    "RSRC": """rsrc_id parent_rsrc_id clndr_id rsrc_short_name rsrc_name rsrc_type email_addr
        rsrc_title_name rsrc_notes def_qty_per_hr""",
    "RSRCRATE": "rsrc_rate_id rsrc_id max_qty_per_hr cost_per_qty start_date",
    "ROLES": "role_id role_short_name role_name",
    "TASKRSRC": """taskrsrc_id task_id proj_id rsrc_id role_id target_qty_per_hr remain_qty_per_hr
        target_qty remain_qty act_reg_qty act_ot_qty""",
    "ACTVTYPE": "actv_code_type_id actv_code_type",
    "ACTVCODE": "actv_code_id actv_code_type_id short_name actv_code_name",
    "TASKACTV": "task_id actv_code_type_id actv_code_id proj_id",
    "UDFTYPE": "udf_type_id table_name udf_type_label",
    "UDFVALUE": "udf_type_id fk_id proj_id udf_text udf_number udf_date udf_code_id",
    "MEMOTYPE": "memo_type_id memo_type",
    "TASKMEMO": "memo_id task_id memo_type_id proj_id task_memo",
    "PROJCOST": "cost_item_id proj_id task_id cost_name target_cost",
}

_SET_ASIDE: Mapping[str, Mapping[str, str]] = {
    "PROJECT": {
        COMPUTED: """scd_end_date last_tasksum_date fcst_start_date last_schedule_date
            last_level_date sum_refresh_date last_checksum trsrcsum_loaded sumtask_loaded
            last_fin_dates_id new_fin_dates_id apply_actuals_date""",
        DISPLAY: "fy_start_month_num name_sep_char wbs_max_sum_level hist_interval hist_level",
        ENTRY: """rsrc_self_add_flag allow_complete_flag rsrc_multi_assign_flag step_complete_flag
            cost_qty_recalc_flag def_complete_pct_type task_code_base task_code_step
            task_code_prefix task_code_prefix_flag def_duration_type def_qty_type def_rate_type
            def_task_type def_cost_per_qty add_act_remain_flag act_this_per_link_flag
            act_pct_link_flag def_rollup_dates_flag use_project_baseline_flag rem_target_link_flag
            reset_planned_flag allow_neg_act_flag sum_assign_level rsrc_role_match_flag
            control_updates_flag close_period_flag priority_num strgy_priority_num""",
        RECORD: """checkout_flag project_flag batch_sum_flag add_date add_by_name guid fintmpl_id
            matrix_id px_enable_publication_flag publish_spread_assign_level px_last_update_date
            px_priority schedule_type loaded_scope_level export_flag baselines_to_export
            baseline_names_to_export sync_wbs_heir_flag sched_wbs_heir_type wbs_heir_levels
            next_data_date last_baseline_update_date cr_external_key source_proj_id base_type_id
            checkout_date checkout_user_id web_local_root_path""",
    },
    "CALENDAR": {
        DISPLAY: "month_hr_cnt year_hr_cnt",
        RECORD: "default_flag proj_id last_chng_date clndr_type rsrc_private",
    },
    "SCHEDOPTIONS": {
        LEVELLING: """level_float_thrs_cnt level_outer_assign_flag level_outer_assign_priority
            level_over_alloc_pct level_within_float_flag level_keep_sched_date_flag
            level_all_rsrc_flag LevelPriorityList""",
        COMPUTED: """enable_multiple_longest_path_calc limit_multiple_longest_path_calc
            max_multiple_longest_path use_total_float_multiple_longest_paths
            key_activity_for_multiple_longest_paths sched_setplantoforecast""",
        RECORD: "schedoptions_id",
    },
    "PROJWBS": {
        COMPUTED: "ev_user_pct ev_etc_user_value ev_compute_type ev_etc_compute_type sum_data_flag",
        RECORD: "obs_id status_code guid tmpl_guid plan_open_state phase_id",
        ENTRY: "est_wt",
    },
    "TASK": {
        COMPUTED: """total_float_hr_cnt free_float_hr_cnt late_start_date late_end_date
            early_start_date early_end_date restart_date reend_date rem_late_start_date
            rem_late_end_date driving_path_flag float_path float_path_order crt_path_num
            target_start_date target_end_date act_this_per_work_qty act_this_per_equip_qty
            target_equip_qty act_equip_qty remain_equip_qty pre_pess_start_date
            pre_pess_finish_date post_pess_start_date post_pess_finish_date""",
        ENTRY: """rev_fdbk_flag est_wt lock_plan_flag auto_compute_act_flag duration_type
            control_updates_flag""",
        RECORD: "guid tmpl_guid create_date update_date create_user update_user rsrc_id",
    },
    "TASKPRED": {COMPUTED: "float_path aref arls"},
    "RSRC": {
        ENTRY: """auto_compute_act_flag def_cost_qty_link_flag ot_flag load_tasks_flag level_flag
            cost_qty_type ot_factor""",
        RECORD: "guid rsrc_seq_num user_id curr_id active_flag last_checksum xfer_complete_day_cnt",
        DISPLAY: "unit_id",
    },
    "RSRCRATE": {RECORD: "shift_period_id"},
    "ROLES": {
        RECORD: "seq_num last_checksum parent_role_id pobs_id",
        ENTRY: "def_cost_qty_link_flag cost_qty_type",
    },
    "TASKRSRC": {
        COMPUTED: """act_start_date act_end_date restart_date reend_date target_start_date
            target_end_date rem_late_start_date rem_late_end_date target_cost act_reg_cost
            act_ot_cost remain_cost act_this_per_cost act_this_per_qty has_rsrchours
            taskrsrc_sum_id cost_per_qty""",
        ENTRY: """cost_qty_link_flag rollup_dates_flag ts_pend_act_end_flag rate_type
            cost_per_qty_source_type ot_factor skill_level""",
        RECORD: "guid rsrc_type create_user create_date acct_id pobs_id",
    },
    "ACTVTYPE": {
        RECORD: "actv_short_len seq_num proj_id wbs_id actv_code_type_scope super_flag export_flag"
    },
    "ACTVCODE": {RECORD: "parent_actv_code_id seq_num total_assignments", DISPLAY: "color"},
    "UDFTYPE": {
        RECORD: """udf_type_name logical_data_type super_flag indicator_expression
            summary_indicator_expression export_flag udf_code_short_len""",
    },
    "MEMOTYPE": {RECORD: "seq_num eps_flag proj_flag wbs_flag task_flag"},
    "PROJCOST": {
        COMPUTED: "act_cost remain_cost cost_per_qty target_qty",
        ENTRY: "auto_compute_act_flag cost_load_type",
    },
}

_WHOLE_TABLES: Mapping[str, str] = {
    "CURRTYPE": DISPLAY,
    "FINTMPL": RECORD,
    "FINDATES": RECORD,
    "RSRCLEVELLIST": LEVELLING,
    "UMEASURE": DISPLAY,
    "NONWORK": RECORD,
    "SHIFT": RECORD,
    "SHIFTPER": RECORD,
    "RISKTYPE": RECORD,
    "PCATTYPE": RECORD,
    "RCATTYPE": RECORD,
    "COSTTYPE": RECORD,
    "WBSSTEP": RECORD,
    "ASGNMNTCATTYPE": RECORD,
}

_WHY_LEFT_OUT: Mapping[str, str] = {
    "OBS": "The organisation that answers for parts of the project; name owners instead.",
    "PROJPCAT": "Codes of the project as a whole.",
    "PCATVAL": "Codes of the project as a whole.",
    "RSRCRCAT": "Codes of resources.",
    "RCATVAL": "Codes of resources.",
    "TASKPROC": "Steps of an activity.",
    "TASKFIN": "Actuals of past financial periods.",
    "TRSRCFIN": "Actuals of past financial periods.",
    "TASKDOC": "Documents of activities.",
    "DOCUMENT": "Documents.",
    "ACCOUNT": "Cost accounts.",
    "PROJFUND": "Funding.",
    "FUNDSRC": "Funding.",
    "ROLERATE": "Prices of roles.",
    "RSRCROLE": "Which resources can fill which roles.",
    "RSRCCURVDATA": "Curves that spread work over time: it is spread evenly here.",
}

_REASONS: dict[tuple[str, str], str | None] = {
    **{(table, column): None for table, columns in _CARRIED.items() for column in columns.split()},
    **{
        (table, column): reason
        for table, by_reason in _SET_ASIDE.items()
        for reason, columns in by_reason.items()
        for column in columns.split()
    },
}
"""Why a column is set aside, None for one that is carried."""

_NOTHING = frozenset({"", "0", "0.0000", "0.00", "N", "1899-12-30 00:00"})


def account(tables: Tables, ledger: Ledger) -> None:
    """Enter every table and column of the file into the ledger that nothing else has entered."""
    for table in tables:
        if table.name not in _CARRIED:
            whole = _WHOLE_TABLES.get(table.name)
            if whole is not None:
                ledger.set_aside(table.name, whole, count=len(table.rows))
            else:
                why = _WHY_LEFT_OUT.get(table.name, "The table has no counterpart.")
                ledger.left_out(table.name, why, count=len(table.rows))
            continue
        by_place = list(zip(*table.rows, strict=True))
        for column, place in table.columns.items():
            reason = _REASONS.get((table.name, column), "")
            if reason is not None and by_place:
                _enter(f"{table.name}.{column}", by_place[place], reason, ledger)


def _enter(what: str, cells: tuple[str, ...], reason: str, ledger: Ledger) -> None:
    count = len(cells) - sum(map(cells.count, _NOTHING.intersection(cells)))
    if reason:
        ledger.set_aside(what, reason, count=count)
    else:
        ledger.left_out(what, "The column has no counterpart.", count=count)
