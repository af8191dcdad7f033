#include "host/operations/scheduler_operations.h"

#include "common/compiler.h"
#include "host/schedules/schedule_changes.h"
#include "host/schedules/schedule_groups.h"
#include "host/schedules/schedule_reads.h"
#include "host/schedules/schedule_tags.h"

static const struct operation rows[] = {
    {"GET", "schedules", "ListSchedules", ACCESS_READ, NEEDS_NOTHING,
     schedule_reads_list, NULL},
    {"GET", "schedules/*", "GetSchedule", ACCESS_READ, NEEDS_SCHEDULES,
     schedule_reads_get, NULL},
    {"POST", "schedules/*", "CreateSchedule", ACCESS_ADMIN, NEEDS_SCHEDULES,
     schedule_changes_create, NULL},
    {"PUT", "schedules/*", "UpdateSchedule", ACCESS_ADMIN, NEEDS_SCHEDULES,
     schedule_changes_update, NULL},
    {"DELETE", "schedules/*", "DeleteSchedule", ACCESS_ADMIN, NEEDS_SCHEDULES,
     schedule_changes_delete, NULL},
    {"GET", "schedule-groups", "ListScheduleGroups", ACCESS_READ,
     NEEDS_SCHEDULES, schedule_groups_list, NULL},
    {"GET", "schedule-groups/*", "GetScheduleGroup", ACCESS_READ,
     NEEDS_SCHEDULES, schedule_groups_get, NULL},
    {"POST", "schedule-groups/*", "CreateScheduleGroup", ACCESS_ADMIN,
     NEEDS_SCHEDULES, schedule_groups_create, NULL},
    {"DELETE", "schedule-groups/*", "DeleteScheduleGroup", ACCESS_ADMIN,
     NEEDS_SCHEDULES, schedule_groups_delete, NULL},
    {"GET", "tags/arn:aws:scheduler:*", "ListTagsForResource", ACCESS_READ,
     NEEDS_SCHEDULES, schedule_tags_list, NULL},
    {"POST", "tags/arn:aws:scheduler:*", "TagResource", ACCESS_ADMIN,
     NEEDS_SCHEDULES, schedule_tags_set, NULL},
    {"DELETE", "tags/arn:aws:scheduler:*", "UntagResource", ACCESS_ADMIN,
     NEEDS_SCHEDULES, schedule_tags_drop, NULL},
    {"GET", "_dayfly/schedules", "ListSchedules", ACCESS_READ, NEEDS_SCHEDULES,
     schedule_reads_all, NULL},
    {"GET", "_dayfly/schedules/*", "GetSchedule", ACCESS_READ, NEEDS_SCHEDULES,
     schedule_reads_get, NULL},
    {"POST", "_dayfly/schedules/*", "CreateSchedule", ACCESS_ADMIN,
     NEEDS_SCHEDULES, schedule_changes_create, NULL},
    {"PUT", "_dayfly/schedules/*", "UpdateSchedule", ACCESS_ADMIN,
     NEEDS_SCHEDULES, schedule_changes_update, NULL},
    {"DELETE", "_dayfly/schedules/*", "DeleteSchedule", ACCESS_ADMIN,
     NEEDS_SCHEDULES, schedule_changes_delete, NULL},
};

const struct operation_table scheduler_operations = {.rows = rows,
                                                     .count = COUNT(rows),
                                                     .iam = "scheduler",
                                                     .is_beside_routes = true};
