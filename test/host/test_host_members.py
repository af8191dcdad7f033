"""Each member of a request that AWS's clients know, by their own model of the
Lambda API: does it work, is it kept and shown, or is it refused? One that is new
in the model, and not in these tables, is noticed here."""

import botocore.session
import pytest

from hosting import wait_for
from stored import (ROLE, client, create, error, node, settled, store_host,
                    zip_of)

MODEL = botocore.session.get_session().get_service_model("lambda")

# What dayfly does not have: nothing of these requests is looked at.
REFUSED_OPERATIONS = """
    CreateCapacityProvider GetCapacityProvider UpdateCapacityProvider
    DeleteCapacityProvider ListFunctionVersionsByCapacityProvider
    GetDurableExecution DeleteDurableExecution GetDurableExecutionHistory
    GetDurableExecutionState CheckpointDurableExecution StopDurableExecution
    PauseDurableExecution ResumeDurableExecution PutFunctionScalingConfig
    SendDurableExecutionCallbackFailure SendDurableExecutionCallbackHeartbeat
    SendDurableExecutionCallbackSuccess
    GetResourcePolicy PutResourcePolicy DeleteResourcePolicy""".split()

# Lists that are always empty.
EMPTY_LISTS = ["ListCapacityProviders", "ListDurableExecutionsByFunction"]

# All that these have works.
WHOLE = {
    "AddLayerVersionPermission": "LayerName VersionNumber StatementId Action "
                                 "Principal OrganizationId RevisionId",
    "AddPermission": "FunctionName StatementId Action Principal SourceArn "
                     "SourceAccount EventSourceToken Qualifier RevisionId "
                     "PrincipalOrgID FunctionUrlAuthType InvokedViaFunctionUrl",
    "CreateAlias": "FunctionName Name FunctionVersion Description RoutingConfig "
                   "RoutingConfig.AdditionalVersionWeights",
    "CreateCodeSigningConfig": "Description AllowedPublishers AllowedPublishers."
                               "SigningProfileVersionArns CodeSigningPolicies "
                               "CodeSigningPolicies.UntrustedArtifactOnDeployment"
                               " Tags",
    "CreateFunctionUrlConfig": "FunctionName Qualifier AuthType Cors "
                               "Cors.AllowCredentials Cors.AllowHeaders "
                               "Cors.AllowMethods Cors.AllowOrigins "
                               "Cors.ExposeHeaders Cors.MaxAge InvokeMode",
    "DeleteAlias": "FunctionName Name",
    "DeleteCodeSigningConfig": "CodeSigningConfigArn",
    "DeleteEventSourceMapping": "UUID",
    "DeleteFunction": "FunctionName Qualifier",
    "DeleteFunctionCodeSigningConfig": "FunctionName",
    "DeleteFunctionConcurrency": "FunctionName",
    "DeleteFunctionEventInvokeConfig": "FunctionName Qualifier",
    "DeleteFunctionUrlConfig": "FunctionName Qualifier",
    "DeleteLayerVersion": "LayerName VersionNumber",
    "DeleteProvisionedConcurrencyConfig": "FunctionName Qualifier",
    "GetAccountSettings": "",
    "GetAlias": "FunctionName Name",
    "GetCodeSigningConfig": "CodeSigningConfigArn",
    "GetEventSourceMapping": "UUID",
    "GetFunction": "FunctionName Qualifier",
    "GetFunctionCodeSigningConfig": "FunctionName",
    "GetFunctionConcurrency": "FunctionName",
    "GetFunctionConfiguration": "FunctionName Qualifier",
    "GetFunctionEventInvokeConfig": "FunctionName Qualifier",
    "GetFunctionRecursionConfig": "FunctionName",
    "GetFunctionScalingConfig": "FunctionName Qualifier",
    "GetFunctionUrlConfig": "FunctionName Qualifier",
    "GetLayerVersion": "LayerName VersionNumber",
    "GetLayerVersionByArn": "Arn",
    "GetLayerVersionPolicy": "LayerName VersionNumber",
    "GetPolicy": "FunctionName Qualifier",
    "GetProvisionedConcurrencyConfig": "FunctionName Qualifier",
    "GetRuntimeManagementConfig": "FunctionName Qualifier",
    "InvokeAsync": "FunctionName InvokeArgs",
    "InvokeWithResponseStream": "FunctionName InvocationType LogType "
                                "ClientContext Qualifier Payload TenantId",
    "ListAliases": "FunctionName FunctionVersion Marker MaxItems",
    "ListCodeSigningConfigs": "Marker MaxItems",
    "ListEventSourceMappings": "EventSourceArn FunctionName Marker MaxItems",
    "ListFunctionEventInvokeConfigs": "FunctionName Marker MaxItems",
    "ListFunctionUrlConfigs": "FunctionName Marker MaxItems",
    "ListFunctionsByCodeSigningConfig": "CodeSigningConfigArn Marker MaxItems",
    "ListLayerVersions": "CompatibleRuntime CompatibleArchitecture LayerName "
                         "Marker MaxItems",
    "ListLayers": "CompatibleRuntime CompatibleArchitecture Marker MaxItems",
    "ListProvisionedConcurrencyConfigs": "FunctionName Marker MaxItems",
    "ListTags": "Resource",
    "ListVersionsByFunction": "FunctionName Marker MaxItems",
    "PutFunctionCodeSigningConfig": "CodeSigningConfigArn FunctionName",
    "PutFunctionConcurrency": "FunctionName ReservedConcurrentExecutions",
    "PutFunctionEventInvokeConfig": "FunctionName Qualifier MaximumRetryAttempts "
                                    "MaximumEventAgeInSeconds "
                                    "DestinationConfig.*",
    "PutProvisionedConcurrencyConfig": "FunctionName Qualifier "
                                       "ProvisionedConcurrentExecutions",
    "RemoveLayerVersionPermission": "LayerName VersionNumber StatementId "
                                    "RevisionId",
    "RemovePermission": "FunctionName StatementId Qualifier RevisionId",
    "TagResource": "Resource Tags",
    "UntagResource": "Resource TagKeys",
    "UpdateAlias": "FunctionName Name FunctionVersion Description RoutingConfig "
                   "RoutingConfig.AdditionalVersionWeights RevisionId",
    "UpdateCodeSigningConfig": "CodeSigningConfigArn Description "
                               "AllowedPublishers AllowedPublishers."
                               "SigningProfileVersionArns CodeSigningPolicies "
                               "CodeSigningPolicies."
                               "UntrustedArtifactOnDeployment",
    "UpdateFunctionEventInvokeConfig": "FunctionName Qualifier "
                                       "MaximumRetryAttempts "
                                       "MaximumEventAgeInSeconds "
                                       "DestinationConfig.*",
    "UpdateFunctionUrlConfig": "FunctionName Qualifier AuthType Cors "
                               "Cors.AllowCredentials Cors.AllowHeaders "
                               "Cors.AllowMethods Cors.AllowOrigins "
                               "Cors.ExposeHeaders Cors.MaxAge InvokeMode",
}

CONFIGURATION = {
    "works": "FunctionName Handler Timeout MemorySize Environment "
             "Environment.Variables Runtime Layers DeadLetterConfig "
             "DeadLetterConfig.TargetArn LoggingConfig LoggingConfig.LogFormat "
             "LoggingConfig.ApplicationLogLevel LoggingConfig.LogGroup",
    "shown": "Role Description KMSKeyArn TracingConfig TracingConfig.Mode "
             "EphemeralStorage EphemeralStorage.Size SnapStart SnapStart.ApplyOn "
             "LoggingConfig.SystemLogLevel",
    "refused": "VpcConfig.* FileSystemConfigs.* ImageConfig.* DurableConfig.* "
               "CapacityProviderConfig.* RuntimeConfig.* AcceleratorConfig.*"}


def joined(a, b):
    return {fate: a.get(fate, "") + " " + b.get(fate, "") for fate in a}


MAPPING = {
    "works": "FunctionName Enabled BatchSize FilterCriteria "
             "FilterCriteria.Filters FilterCriteria.Filters.Pattern "
             "ScalingConfig ScalingConfig.MaximumConcurrency "
             "MaximumBatchingWindowInSeconds FunctionResponseTypes",
    "shown": "KMSKeyArn MetricsConfig MetricsConfig.Metrics "
             "ProvisionedPollerConfig.*",
    "refused": "LoggingConfig.* ParallelizationFactor DestinationConfig.* "
               "MaximumRecordAgeInSeconds BisectBatchOnFunctionError "
               "MaximumRetryAttempts TumblingWindowInSeconds "
               "SourceAccessConfigurations.* "
               "AmazonManagedKafkaEventSourceConfig.* "
               "SelfManagedKafkaEventSourceConfig.* "
               "DocumentDBEventSourceConfig.*"}

PARTLY = {
    "CreateFunction": joined(CONFIGURATION, {
        "works": "Code Code.ZipFile Code.S3Bucket Code.S3Key "
                 "Code.S3ObjectVersion Publish PackageType Tags "
                 "CodeSigningConfigArn",
        "shown": "Architectures Code.S3ObjectStorageMode Code.SourceKMSKeyArn",
        "refused": "Code.ImageUri PublishTo TenancyConfig.*"}),
    "UpdateFunctionConfiguration": joined(CONFIGURATION, {
        "works": "RevisionId"}),
    "UpdateFunctionCode": {
        "works": "FunctionName ZipFile S3Bucket S3Key S3ObjectVersion Publish "
                 "DryRun RevisionId",
        "shown": "Architectures S3ObjectStorageMode SourceKMSKeyArn",
        "refused": "ImageUri PublishTo"},
    "PublishVersion": {"works": "FunctionName CodeSha256 Description RevisionId",
                       "refused": "PublishTo"},
    "PublishLayerVersion": {
        "works": "LayerName Description Content Content.S3Bucket Content.S3Key "
                 "Content.S3ObjectVersion Content.ZipFile CompatibleRuntimes "
                 "CompatibleArchitectures LicenseInfo",
        "shown": "Content.S3ObjectStorageMode"},
    "Invoke": {"works": WHOLE["InvokeWithResponseStream"],
               "refused": "DurableExecutionName"},
    "ListFunctions": {"works": "FunctionVersion Marker MaxItems",
                      # Functions have no copies in other regions.
                      "shown": "MasterRegion"},
    "CreateEventSourceMapping": joined(MAPPING, {
        "works": "EventSourceArn Tags",
        "refused": "StartingPosition StartingPositionTimestamp Topics Queues "
                   "SelfManagedEventSource.*"}),
    "UpdateEventSourceMapping": joined(MAPPING, {"works": "UUID"}),
    "PutFunctionRecursionConfig": {"works": "FunctionName",
                                   "shown": "RecursiveLoop"},
    "PutRuntimeManagementConfig": {"works": "FunctionName Qualifier",
                                   "refused": "UpdateRuntimeOn "
                                              "RuntimeVersionArn"},
}


def paths(shape, before="", within=()):
    """The members of a request, and those within them, after a dot."""
    if shape is None or shape.name in within:
        return []
    within = (*within, shape.name)
    if shape.type_name == "list":
        return paths(shape.member, before, within)
    if shape.type_name != "structure":
        return []
    return [path for name, member in shape.members.items()
            for path in [before + name,
                         *paths(member, before + name + ".", within)]]


def covers(entry, path):
    return path == entry or (
        entry.endswith(".*") and (path + ".").startswith(entry[:-1]))


def test_each_member_of_each_operation_has_its_row():
    table = {**{name: fate.split() for name, fate in WHOLE.items()},
             **{name: " ".join(fates.values()).split()
                for name, fates in PARTLY.items()}}
    known = [*REFUSED_OPERATIONS, *EMPTY_LISTS, *table]
    assert len(known) == len(set(known))
    assert set(known) == set(MODEL.operation_names)
    for name, entries in table.items():
        there = paths(MODEL.operation_model(name).input_shape)
        rows = {path: [e for e in entries if covers(e, path)] for path in there}
        assert {p for p, e in rows.items() if len(e) != 1} == set(), name
        assert all(any(covers(e, path) for path in there) for e in entries), name


@pytest.fixture(scope="module")
def lam(tmp_path_factory):
    host = store_host(tmp_path_factory.mktemp("store") / "data")
    lam = client(host, parameter_validation=False)
    create(lam, "one", node("return 1;"))
    lam.host = host
    yield lam
    host.close()


SAMPLES = {
    "Role": "arn:aws:iam::000000000000:role/other", "Description": "d",
    "KMSKeyArn": "arn:aws:kms:us-east-1:000000000000:key/k",
    "TracingConfig": {"Mode": "Active"}, "EphemeralStorage": {"Size": 1024},
    "SnapStart": {"ApplyOn": "None"},
    "LoggingConfig": {"LogFormat": "JSON", "SystemLogLevel": "WARN",
                      "ApplicationLogLevel": "DEBUG", "LogGroup": "/a/b"},
    "Architectures": ["x86_64"],
    "VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
    "FileSystemConfigs": [{
        "Arn": "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/"
               "fsap-00000000000000001", "LocalMountPath": "/mnt/x"}],
    "ImageConfig": {"Command": ["x"]}, "ImageUri": "x:latest",
    "DurableConfig": {"ExecutionTimeout": 1},
    "CapacityProviderConfig": {"LambdaManagedInstancesCapacityProviderConfig": {
        "CapacityProviderArn": "arn:aws:lambda:us-east-1:000000000000:"
                               "capacity-provider:c"}},
    "RuntimeConfig": {"RuntimeArn": "arn:aws:lambda:us-east-1:000000000000:"
                                    "runtime/xxxxxxxxxxxxx",
                      "RuntimeAlias": "a"},
    "AcceleratorConfig": {"AcceleratorMemorySize": 1},
    "TenancyConfig": {"TenantIsolationMode": "PER_TENANT"},
    "PublishTo": "LATEST_PUBLISHED",
}


def entries(operation, fate):
    """Those at the top, without what is in them."""
    return sorted({e.split(".")[0] for e in PARTLY[operation][fate].split()
                   if not e.startswith("Code.")})


def new(name, **more):
    return {"FunctionName": name, "Runtime": "nodejs22.x", "Role": ROLE,
            "Handler": "index.handler", "Code": {"ZipFile": node("return 1;")},
            **more}


@pytest.mark.parametrize("member", entries("CreateFunction", "refused"))
def test_what_there_is_not_is_refused(lam, member):
    asked = {member: SAMPLES[member]}
    calls = [(lam.create_function, new("none", **asked))]
    if member in entries("UpdateFunctionConfiguration", "refused"):
        calls.append((lam.update_function_configuration,
                      {"FunctionName": "one", **asked}))
    if member == "PublishTo":
        calls += [(lam.publish_version, {"FunctionName": "one", **asked}),
                  (lam.update_function_code, {
                      "FunctionName": "one", "ZipFile": node("return 2;"),
                      **asked})]
    for call, arguments in calls:
        code, message = error(call, **arguments)
        assert code == "InvalidParameterValueException", message
        assert member in message or member == "VpcConfig", message
    # What asks for nothing is taken.
    if isinstance(SAMPLES[member], dict) and member in (
            "VpcConfig", "ImageConfig"):
        lam.update_function_configuration(FunctionName="one", **{member: {}})


def test_images_are_refused(lam):
    assert error(lam.update_function_code, FunctionName="one",
                 ImageUri="x:latest") == (
        "InvalidParameterValueException",
        "Please don't provide ImageUri when updating a function with "
        "packageType Zip.")
    for code in ({"ImageUri": "x:latest"},
                 {"ImageUri": "x:latest", "ZipFile": node("return 1;")}):
        assert error(lam.create_function, **{**new("none"), "Code": code}) == (
            "InvalidParameterValueException",
            "dayfly runs code from zip files, not from images")


def test_an_invocation_has_no_durable_execution(lam):
    assert error(lam.invoke, FunctionName="one", DurableExecutionName="x") == (
        "InvalidParameterValueException", "dayfly has no durable executions")


@pytest.mark.parametrize("member", entries("CreateFunction", "shown"))
def test_what_has_no_effect_is_shown_as_it_was_given(lam, member):
    name = "shows-" + member
    lam.create_function(**new(name, **{member: SAMPLES[member]}))

    def shown(name):
        return settled(lam, name)[member]

    def same(kept):
        wanted = SAMPLES[member]
        return (wanted.items() <= kept.items() if isinstance(wanted, dict)
                else kept == wanted)

    assert same(shown(name))
    if member in entries("UpdateFunctionConfiguration", "shown"):
        lam.update_function_configuration(FunctionName="one",
                                          **{member: SAMPLES[member]})
        assert same(shown("one"))


def test_the_key_of_code_is_shown(lam):
    key = "arn:aws:kms:us-east-1:000000000000:key/k"
    lam.create_function(**{**new("sealed"), "Code": {
        "ZipFile": node("return 1;"), "SourceKMSKeyArn": key}})

    def shown():
        settled(lam, "sealed")
        return lam.get_function(FunctionName="sealed")["Code"].get(
            "SourceKMSKeyArn")

    assert shown() == key
    lam.update_function_code(FunctionName="sealed", ZipFile=node("return 2;"))
    assert shown() is None
    lam.update_function_code(FunctionName="sealed", ZipFile=node("return 3;"),
                             SourceKMSKeyArn=key)
    assert shown() == key
    assert "source" not in lam.get_function(FunctionName="sealed")[
        "Configuration"]
