"""What becomes of each member of a request of the Lambda API, for
test_host_members.py. A name that ends with `.*` means all within it."""

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
